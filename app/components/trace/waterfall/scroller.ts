// How far a list is scrolled when it is longer than browsers can scroll: the scroll bar then stands for more than it is high.

/** Firefox stops before 18 million pixels. */
const MOST_PX = 12_000_000;

export class Scroller {
  /** CSS pixels scrolled away, of the whole list. */
  top = 0;
  private readonly element: HTMLElement;
  private readonly spacer: HTMLElement;
  private length = 0;
  private view = 0;
  private expected = 0;

  constructor(element: HTMLElement, spacer: HTMLElement) {
    this.element = element;
    this.spacer = spacer;
  }

  /** CSS pixels of the whole list, and of what is seen of it. */
  resize(length: number, view: number): void {
    this.length = length;
    this.view = view;
    this.spacer.style.height = `${Math.min(length, MOST_PX)}px`;
    this.moveTo(this.top);
  }

  moveTo(top: number): void {
    this.top = Math.round(Math.max(0, Math.min(top, this.length - this.view)));
    const wanted = this.top / this.ratio();
    if (Math.abs(this.element.scrollTop - wanted) >= 1) this.element.scrollTop = wanted;
    this.expected = this.element.scrollTop;
  }

  /** After a scroll event. */
  follow(): void {
    const { scrollTop } = this.element;
    // Our own movement, which the element rounds, is known more exactly.
    if (Math.abs(scrollTop - this.expected) < 1) return;
    this.expected = scrollTop;
    this.top = Math.max(0, Math.min(Math.round(scrollTop * this.ratio()), this.length - this.view));
  }

  /** Whether a turn of the wheel must be done by `moveTo`, as the element would go too far. */
  get isScaled(): boolean {
    return this.length > MOST_PX;
  }

  private ratio(): number {
    if (!this.isScaled) return 1;
    return (this.length - this.view) / (MOST_PX - this.view);
  }
}
