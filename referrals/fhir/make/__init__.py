"""Resources as plain JSON, made from our rows."""
