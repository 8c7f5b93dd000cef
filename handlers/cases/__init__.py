"""What happens in a mediation case or a settlement, whoever's hand it is (Art. 11–15)."""
