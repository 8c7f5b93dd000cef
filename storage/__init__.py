"""Everything remembered: tables, one module of functions per noun, migrations."""
