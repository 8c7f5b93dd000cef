"""Knowledge written at the desk."""



revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    pass


def downgrade() -> None:
    """Take it away again."""
    pass
