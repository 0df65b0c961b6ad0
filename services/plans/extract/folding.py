"""Vietnamese text made comparable, under the name by which the stages of the reading know it."""

from services.plans.folding import UPPER, fold, fold_words, is_upper

__all__ = ["UPPER", "fold", "fold_words", "is_upper"]
