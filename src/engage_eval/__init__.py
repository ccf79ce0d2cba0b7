"""engage-eval: evaluate how a hospital's digital communication engages its referral partners."""

__version__ = "0.1.0"
