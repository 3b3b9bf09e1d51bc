/** What the steps refer to. */

export interface Paper {
  /** Who and when. */
  name: string;
  title: string;
  url: string;
}

export const KINGMA: Paper = { name: "Kingma & Welling 2013", title: "Auto-Encoding Variational Bayes", url: "https://arxiv.org/abs/1312.6114" };
export const HINTON: Paper = {
  name: "Hinton & Salakhutdinov 2006",
  title: "Reducing the Dimensionality of Data with Neural Networks",
  url: "https://doi.org/10.1126/science.1127647",
};
export const BURDA: Paper = { name: "Burda, Grosse & Salakhutdinov 2016", title: "Importance Weighted Autoencoders", url: "https://arxiv.org/abs/1509.00519" };
export const CHEN: Paper = { name: "Chen et al. 2018", title: "Isolating Sources of Disentanglement in Variational Autoencoders", url: "https://arxiv.org/abs/1802.04942" };
export const BISHOP: Paper = {
  name: "Bishop 2006",
  title: "Pattern Recognition and Machine Learning",
  url: "https://www.microsoft.com/en-us/research/publication/pattern-recognition-machine-learning/",
};
export const WILLIAMS: Paper = {
  name: "Williams 1992",
  title: "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
  url: "https://doi.org/10.1007/BF00992696",
};
export const KIPF_GCN: Paper = {
  name: "Kipf & Welling 2017",
  title: "Semi-Supervised Classification with Graph Convolutional Networks",
  url: "https://arxiv.org/abs/1609.02907",
};
export const KIPF_VGAE: Paper = { name: "Kipf & Welling 2016", title: "Variational Graph Auto-Encoders", url: "https://arxiv.org/abs/1611.07308" };
export const KINGMA_M1: Paper = { name: "Kingma et al. 2014", title: "Semi-Supervised Learning with Deep Generative Models", url: "https://arxiv.org/abs/1406.5298" };
export const TOMCZAK: Paper = { name: "Tomczak & Welling 2018", title: "VAE with a VampPrior", url: "https://arxiv.org/abs/1705.07120" };
export const OORD: Paper = { name: "van den Oord et al. 2016", title: "Conditional Image Generation with PixelCNN Decoders", url: "https://arxiv.org/abs/1606.05328" };
export const GOODFELLOW: Paper = { name: "Goodfellow et al. 2014", title: "Generative Adversarial Networks", url: "https://arxiv.org/abs/1406.2661" };
