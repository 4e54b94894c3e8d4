"""One thread for small sums: threads that wait for one another are slower, and round in another order."""

from __future__ import annotations

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Environment to give before NumPy is imported. On two loaded cores a prompt took 13 to 200 ms with threads, 3 to 5 without."""
