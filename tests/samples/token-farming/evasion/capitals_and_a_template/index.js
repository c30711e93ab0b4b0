const parts = ["a", "b"];
module.exports = parts.map((part) => part.toUpperCase()).filter((part) => part.length > 0).join(", ") + "garden";
