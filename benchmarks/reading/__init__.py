"""How well the talk is read: figures beside baselines and published ones, and where it errs."""
