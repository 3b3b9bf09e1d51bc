/** The few things used last, by key; what falls out is released. */
export class Recent<T> {
  private readonly items = new Map<string, Promise<T>>();

  constructor(
    private readonly limit: number,
    private readonly release: (item: T) => void = () => undefined,
  ) {}

  /** The item called `key`, made by `make` unless it is here. A failed one is forgotten, so that the next call tries again. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const item = this.items.get(key) ?? make();
    this.items.delete(key);
    this.items.set(key, item); // now the newest
    item.catch(() => {
      if (this.items.get(key) === item) this.items.delete(key);
    });
    for (const [oldest, dropped] of this.items) {
      if (this.items.size <= this.limit) break;
      this.items.delete(oldest);
      dropped.then(this.release, () => undefined);
    }
    return item;
  }

  find(key: string): Promise<T> | undefined {
    return this.items.get(key);
  }

  clear(): void {
    for (const item of this.items.values()) item.then(this.release, () => undefined);
    this.items.clear();
  }
}
