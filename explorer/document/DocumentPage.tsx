/** A document: the original on the left, what was read of it on the right. */
export function DocumentPage({ id, query }: { id: string; query: URLSearchParams }) {
  return (
    <p>
      {id} {query.get('record')}
    </p>
  );
}
