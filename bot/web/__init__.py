"""The web chat: its page, its HTTP interface and what guards them."""
