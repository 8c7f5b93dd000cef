"""Ratings, rectification, surveys."""



revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    pass


def downgrade() -> None:
    """Take it away again."""
    pass
