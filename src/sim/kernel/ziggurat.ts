/**
 * Tables of the ziggurat method (G. Marsaglia, W. W. Tsang, "The ziggurat method for generating random variables", J.
 * Statistical Software 5 (2000) no. 8): a falling density is cut into layers of equal area, so that nearly every draw
 * costs one word, one comparison and one product.
 */
export interface Ziggurat {
  /** A draw of layer i whose cell is below `limits[i]` is accepted at once. */
  readonly limits: Uint32Array
  /** Width of layer i divided by the number of cells. */
  readonly scales: Float64Array
  /** The density at the outer edge of layer i; at index 256 the density at 0, which is 1. */
  readonly heights: Float64Array
}

const ZIGGURAT_LAYERS = 256

/**
 * Builds the tables of a falling density with value 1 at 0. `edge`: where the tail begins. `area`: the area of each
 * layer, which is that of the base strip up to `edge` together with the tail. `cells`: into how many cells each layer
 * is divided, a power of two.
 */
export function buildZiggurat(
  density: (x: number) => number,
  inverse: (y: number) => number,
  edge: number,
  area: number,
  cells: number,
): Ziggurat {
  const limits = new Uint32Array(ZIGGURAT_LAYERS)
  const scales = new Float64Array(ZIGGURAT_LAYERS)
  const heights = new Float64Array(ZIGGURAT_LAYERS + 1)
  // The base is as wide as a box of the common area; what lies right of the edge stands for the tail.
  let width = area / density(edge)
  let inner = edge
  for (let i = 0; i < ZIGGURAT_LAYERS; i++) {
    limits[i] = Math.floor((inner / width) * cells)
    scales[i] = width / cells
    heights[i] = i === 0 ? 0 : density(width)
    width = inner
    inner = i >= ZIGGURAT_LAYERS - 2 ? 0 : inverse(density(inner) + area / inner)
  }
  heights[ZIGGURAT_LAYERS] = 1
  return { limits, scales, heights }
}
