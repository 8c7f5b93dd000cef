"""Prompts, subscriptions, self-checks."""



revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    pass


def downgrade() -> None:
    """Take it away again."""
    pass
