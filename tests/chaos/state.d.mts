/** What `state.mjs` gives to the tests. */
export function stateOf(data: string): Map<string, string>;
export function differences(before: Map<string, string>, after: Map<string, string>): string[];
