/** What was read from a piece of a picture: a cell, a line. */
export interface Reading {
  text: string;
  /** As the engine gave it, before shapes and second readings had their say. */
  raw: string;
  /** How sure it is, from 0 to 1. */
  confidence: number;
  repairs: string[];
  /** Other texts that it may be as well, for who knows the words. */
  alternatives?: string[];
}
