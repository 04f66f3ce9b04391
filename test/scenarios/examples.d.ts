/** Scenario files that use every corner of the language; all of them are valid. */
export declare const EXAMPLES: Readonly<Record<string, string>>;
//# sourceMappingURL=examples.d.ts.map