"""How far apart two spellings are: letters added, left out, changed, or two of them swapped."""


def near_enough(word: str) -> int:
    """Return how many letters may be wrong in a word of this length, and it is still meant."""
    return 1 if len(word) < 7 else 2 if len(word) < 11 else 3


def distance(a: str, b: str) -> int:
    """Return the optimal string alignment distance. Source: Damerau 1964; Boytsov 2011."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        before, last = last, row
    return last[-1]
