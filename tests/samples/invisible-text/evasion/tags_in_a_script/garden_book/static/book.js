// Inert specimen. Trick: tag characters, in a script that the package carries.
const seed = "󠁰󠁲󠁩󠁮󠁴󠀨󠀢󠁩󠁮󠁥󠁲󠁴󠀠󠁳󠁰󠁥󠁣󠁩󠁭󠁥󠁮󠀢󠀩";
console.log([...seed].length);
