/** What the tests use of datapackage-js, which has no types of its own. */
declare module 'datapackage' {
  export interface Resource {
    name: string;
    tabular: boolean;
    descriptor: { schema?: { foreignKeys?: { fields: string[] }[] } };
    /** Casts every cell by its type and constraints, and checks primary keys; foreign keys with `relations`. Throws at the first fault. */
    read(options?: { relations?: boolean }): Promise<unknown[][]>;
  }
  export class Package {
    /** Validates the descriptor by its profile; with `strict` a fault is thrown. */
    static load(descriptor: string | object, options?: { basePath?: string; strict?: boolean }): Promise<Package>;
    valid: boolean;
    errors: Error[];
    resources: Resource[];
  }
}
