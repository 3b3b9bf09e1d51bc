/** What the page is told and what it says back. The names follow vizvae/ui/learn.py. */

export interface LearnData {
  /** Which step is open; unknown ones are the first. */
  step: string;
  restoreId: string;
  /** Lines of `vizvae` that a step shows, by name: read from the source as it is installed. */
  code: Record<string, CodeExcerpt>;
}

export interface CodeExcerpt {
  file: string;
  /** Of the first line. */
  line: number;
  lines: string[];
}
