/** Nodes by a part of their name. */

/**
 * The nodes whose names hold `query`, in either case: first those called so, then those that have a word called so, then those with a word
 * that begins so, then the others; among equals the shorter name first. At most `most`.
 */
export function findNodes(names: readonly string[], query: string, most: number): number[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  const found: { node: number; rank: number }[] = [];
  names.forEach((original, node) => {
    const name = original.toLowerCase();
    const at = name.indexOf(wanted);
    if (at >= 0) found.push({ node, rank: rankOf(name, wanted, at) });
  });
  return found
    .sort((a, b) => a.rank - b.rank || names[a.node]!.length - names[b.node]!.length || a.node - b.node)
    .slice(0, most)
    .map(({ node }) => node);
}

function rankOf(name: string, wanted: string, at: number): number {
  if (name === wanted) return 0;
  const words = name.split(/[\s#]+/);
  if (words.includes(wanted)) return 1;
  return at === 0 || words.some((word) => word.startsWith(wanted)) ? 2 : 3;
}
