"""What the officers' desk remembers."""



revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    pass


def downgrade() -> None:
    """Take it away again."""
    pass
