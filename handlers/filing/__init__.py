"""Take a request for mediation in conversation (Art. 11–15): asked, checked, drawn, submitted."""
