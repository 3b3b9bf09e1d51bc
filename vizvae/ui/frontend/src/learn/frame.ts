/** What the parts of every step ask: whether a teacher's lesson hides them. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Part } from "./controls";

export const Frame = createContext<{ hides(part: Part): boolean }>({ hides: () => false });

export const useHidden = (part: Part): boolean => useContext(Frame).hides(part);
