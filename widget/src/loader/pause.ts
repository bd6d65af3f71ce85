// Between two attempts.
export const pause = (delayMs: number) => new Promise((done) => setTimeout(done, delayMs));
