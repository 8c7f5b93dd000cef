"""Process, clock, channels and web pages. The only async package."""
