"""Remind people before something goes wrong (Art. 8(3) 提示): subscribe, plan, deliver, correct."""
