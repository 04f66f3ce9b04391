import fc from 'fast-check';
/** A scenario file with something done to it. */
export interface Mutation {
    /** What was done, for the message of a failure. */
    readonly name: string;
    readonly text: string;
}
/** Valid files with their text damaged or their values dropped, renamed, doubled or given another type. */
export declare function mutations(): fc.Arbitrary<Mutation>;
//# sourceMappingURL=mutations.d.ts.map