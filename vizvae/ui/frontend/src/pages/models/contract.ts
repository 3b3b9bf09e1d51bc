/** What the page is told. The names follow vizvae/ui/models/cards.py. */

export interface ModelsData {
  /** What each figure means, in the order in which the cards hold them. */
  figures: Record<string, string>;
  cards: (ModelCard | Unusable)[];
}

export interface ModelCard {
  name: string;
  title: string;
  /** Where it comes from, what it was trained on, how large it is. */
  about: string;
  measured: Measured[];
  /** The command by which it is measured; empty where it cannot be. */
  measure: string;
  /** The one by which it was trained. */
  command: string;
  /** Of the whole card. */
  url: string;
}

export interface Measured {
  figures: string[];
  /** Interval, data and protocol. */
  how: string;
}

/** In the place of a card that cannot be shown. */
export interface Unusable {
  name: string;
  error: string;
}
