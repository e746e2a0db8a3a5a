/** What is read from a script (script.ts). */

/** A text in a script. */
export interface ScriptText {
  value: string;
  /** The name in front of the colon or the equals sign: `url: '…'`, `var target = '…'`. */
  key: string;
  /** The call whose argument it is: `window.open`. */
  call: string;
  /** What the object around it is called: its title or name. */
  title: string;
}

/** A call of a function by name, with its arguments as far as they are plain: null stands for the others. */
export interface ScriptCall {
  name: string;
  arguments: (string | null)[];
  /** The properties of objects among the arguments, those of nested objects as well. */
  properties: Map<string, string>;
  /** Names of properties whose values are known only when the script runs, with the variable that holds it, if one does. */
  unknown: Map<string, string>;
  /** Those that hold the number of a page as a part, with that of the first page; the first argument's under `''`. */
  ofFirstPage: Map<string, string>;
  /** The property whose value is an object that is sent as JSON: `data: JSON.stringify({…})`. */
  asJson?: string;
}

export interface ScriptReading {
  texts: ScriptText[];
  calls: ScriptCall[];
  /** `location.href = '…'` and its like. */
  locations: string[];
  /** Variables that are set to one plain text or number; the first setting counts. */
  constants: Map<string, string>;
  /** Texts that are joined with what is known only when the script runs: `"index_" + i`. */
  partial: string[];
  /** Addresses that it makes of records (made-links.ts). */
  made: string[];
  /** Objects that variables are set to: `var param = {pageNo: 1, …}`; the first setting counts. */
  objects: Map<string, ScriptCall>;
  /** It sets cookies, and it goes to an address that it does not spell: both together are a challenge. */
  setsCookie: boolean;
  reloads: boolean;
}

export interface ScriptLimits {
  texts: number;
  /** Calls of these are kept, whatever they are called. */
  functions?: { has(name: string): boolean };
  /** Values of names, also of short numbers: what a function is called with. */
  given?: ReadonlyMap<string, string>;
}
