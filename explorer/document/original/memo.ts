/** Draws a component again only where its properties changed, in the words of whoever knows them. */
import { Component, type ComponentChildren, createElement, type FunctionComponent } from 'preact';

export function memo<Props extends object>(
  view: (props: Props) => ComponentChildren,
  isSame: (before: Props, after: Props) => boolean,
): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props as Props, next);
    }
    override render() {
      return createElement(view as FunctionComponent<Props>, this.props as Props);
    }
  }
  return (props) => createElement(Memo as never, props as never);
}
