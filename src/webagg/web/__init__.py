"""What browsers get: scripts, style sheets and page templates."""
