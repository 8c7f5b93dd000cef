"""Mediation and settlement cases."""



revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    pass


def downgrade() -> None:
    """Take it away again."""
    pass
