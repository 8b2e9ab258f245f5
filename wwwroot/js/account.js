// Pages without a circuit: ready as soon as they are there.
import { ready } from "./frame.js";
ready();
