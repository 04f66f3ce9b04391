/**
 * Mean rounds until all `nodes` know something that one knows at first, when in each round everybody who knew it at the
 * start of the round tells one of the others, drawn anew: a Markov chain on how many know it.
 */
export function gossipRounds(nodes: number): number {
  /** Mean rounds still to come, by how many know it. */
  const rounds = new Float64Array(nodes + 1)
  for (let known = nodes - 1; known >= 1; known--) {
    const next = afterOneRound(nodes, known)
    let later = 1
    for (let k = known + 1; k <= nodes; k++) later += (next[k] as number) * (rounds[k] as number)
    rounds[known] = later / (1 - (next[known] as number))
  }
  return rounds[1] as number
}

/** Probabilities of how many know it a round later. */
function afterOneRound(nodes: number, known: number): Float64Array {
  let probabilities = new Float64Array(nodes + 1)
  probabilities[known] = 1
  for (let teller = 0; teller < known; teller++) {
    const next = new Float64Array(nodes + 1)
    for (let k = known; k <= nodes; k++) {
      const probability = probabilities[k] as number
      if (probability === 0) continue
      const hits = (nodes - k) / (nodes - 1)
      next[k] = (next[k] as number) + probability * (1 - hits)
      if (hits > 0) next[k + 1] = (next[k + 1] as number) + probability * hits
    }
    probabilities = next
  }
  return probabilities
}
