"""Adam (Kingma and Ba 2015) with a learning rate that falls to 0 along a half cosine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


class Adam:
    """Moves arrays in place; `steps` moves in all."""

    def __init__(self, arrays: Sequence[Floats32], rate: float, steps: int, second: float = 0.999) -> None:
        self._arrays = arrays
        self._rate, self._steps, self._second, self._done = rate, max(1, steps), second, 0
        self._means = [np.zeros_like(array) for array in arrays]
        self._squares = [np.zeros_like(array) for array in arrays]

    def move(self, gradients: Sequence[Floats32]) -> None:
        """One step against `gradients`, in the order of the arrays."""
        rate = self._rate * 0.5 * (1 + np.cos(np.pi * min(1, self._done / self._steps)))
        self._done += 1
        first, second = 1 - 0.9**self._done, 1 - self._second**self._done
        for array, mean, square, gradient in zip(self._arrays, self._means, self._squares, gradients, strict=True):
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(1 - self._second) * (gradient * gradient - square)
            array -= np.float32(rate / first) * mean / (np.sqrt(square / np.float32(second)) + np.float32(1e-8))
