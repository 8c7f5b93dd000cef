"""What the README's figures come from; peers are measured beside us in one run."""
