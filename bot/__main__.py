"""`luowen`, and `python -m bot`: every command is in `bot.cli`."""

from bot.cli import main

if __name__ == "__main__":
    main()
