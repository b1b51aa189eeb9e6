### The sentences of the workshop, in English.
