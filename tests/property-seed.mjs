import { configureGlobal } from 'fast-check'

// The same commit gives the same answer: npm test tries the same examples each time. New ones are looked for by
// `npm run chaos -- --full`, which draws a seed and prints it.
configureGlobal({ seed: Number(process.env.TOCSIN_PROPERTY_SEED ?? 1) })
