"""What officers do: sign in, answer what the bot could not, move mediation cases."""
