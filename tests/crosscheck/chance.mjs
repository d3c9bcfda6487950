// Chance with a seed: the same texts in every run. Marsaglia's xorshift, 2003.
export function chance(seed) {
  let state = seed | 0 || 1;
  const below = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  return { below, one: (list) => list[below(list.length)] };
}
