"""Tests: by package, asks per entry, journeys, hardening, migrations and habits."""
