/** Qualitative targets in the words of the field: 明显提高 is up and marked, 平稳运行 holds, 足额保障 is sufficient. */
import type { Degree, Direction } from './lexicon.js';
import type { Scan, Token } from './tokens.js';

export interface Grade {
  direction: Direction;
  degree: Degree | 'none';
  /** Nothing but words of a grade is printed, so the cell is a target and no description. */
  whole: boolean;
}

const QUOTES = new Set(['"', '“', '”', "'", '‘', '’']);
const ENDS = new Set(['。', '.', '!', ';', '；']);

const speaks = ({ term }: Token) => term?.direction !== undefined || term?.degree !== undefined;
const belongs = (token: Token) => speaks(token) || token.term?.auxiliary === true;

/**
 * The grade of a cell or null. One clause is read that begins with it (促进幼儿园全面发展) or ends in it (群众满意度明显提高);
 * a sentence of several clauses is text (按照项目进度，及时拨付。).
 */
export function gradeOf(scan: Scan): Grade | null {
  const tokens = scan.tokens.filter((token) => !QUOTES.has(token.text));
  while (tokens.length > 0 && ENDS.has(tokens.at(-1)!.text)) tokens.pop();
  const listed = tokens.filter((token) => token.kind !== 'mark');
  if (listed.some(speaks) && listed.every((token) => belongs(token) || token.term?.action)) {
    return { ...summary(listed), whole: true };
  }
  if (listed.length < tokens.length || tokens.some((token) => token.kind === 'blank')) return null;
  const first = tokens.findIndex((token) => !belongsToClause(token));
  const last = tokens.findLastIndex((token) => !belongsToClause(token));
  const ends = [tokens.slice(0, first), tokens.slice(last + 1)].filter((end) => end.some(speaks)).map(summary);
  const grade = ends.find(({ direction }) => moves(direction)) ?? ends[0];
  return grade ? { ...grade, whole: false } : null;
}

/** Beside other words 优 and 好 are parts of them: 优抚对象, 好评. */
const belongsToClause = (token: Token) => belongs(token) && token.text.length > 1;

const moves = (direction: Direction) => direction === 'up' || direction === 'down';

/** 持续提高 goes up: a direction wins over a state. */
function summary(tokens: readonly Token[]): Pick<Grade, 'direction' | 'degree'> {
  const directions = tokens.flatMap(({ term }) => term?.direction ?? []);
  const moving = directions.find(moves);
  const degree = tokens.find(({ term }) => term?.degree)?.term?.degree;
  return { direction: moving ?? directions[0] ?? 'none', degree: degree ?? 'none' };
}
