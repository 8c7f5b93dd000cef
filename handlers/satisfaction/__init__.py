"""How satisfied people were (Art. 20): ratings, what a bad one sets in motion, surveys."""
