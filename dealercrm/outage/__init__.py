"""What becomes of messages, clock and pages when everything breaks at once, tried on the real programs (MS-5)."""
