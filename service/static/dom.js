// Makes elements. Text goes in as text only: what a file says is never taken for markup.

/** An element with a class, and children that are elements or strings (null and undefined are left out). */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does something. */
export function button(className, action, ...children) {
  const element = make("button", className, ...children);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

export const byId = (id) => document.getElementById(id);

/** The class on the elements of these fields, and on no other. */
export function mark(elements, className, ids) {
  const wanted = new Set(ids);
  for (const [id, element] of elements) element.classList.toggle(className, wanted.has(id));
}
