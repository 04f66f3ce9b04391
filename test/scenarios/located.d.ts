/**
 * What is wrong with the answer to a file, whatever the file: every problem must have a known code, a sentence, a place
 * inside the text and a rendering, and there must be a problem where there is no scenario. Empty when all is well.
 */
export declare function faultsOfAnswer(text: string): string[];
//# sourceMappingURL=located.d.ts.map