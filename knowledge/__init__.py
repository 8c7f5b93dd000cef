"""Everything curated, and how it is found. Pure: no network, no database of ours, no clock."""
