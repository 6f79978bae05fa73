"""No handler at all."""
