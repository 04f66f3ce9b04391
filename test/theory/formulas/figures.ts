/** What a formula says of one case, by the names of the references. */
export type Figures = Readonly<Record<string, number>>
