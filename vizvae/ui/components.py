"""The browser halves of the pages, as Streamlit components; both are built from `frontend/`."""

from streamlit.components.v2 import component as register

sliders = register("vizvae.sliders", js="sliders-*.js", css="sliders-*.css")
disentanglement = register("vizvae.disentanglement", js="disentanglement-*.js", css="disentanglement-*.css")
compare = register("vizvae.compare", js="compare-*.js", css="compare-*.css")
constructed = register("vizvae.constructed", js="constructed-*.js", css="constructed-*.css")
family = register("vizvae.family", js="family-*.js", css="family-*.css")
graph = register("vizvae.graph", js="graph-*.js", css="graph-*.css")
graph_training = register("vizvae.graph_training", js="graph_training-*.js", css="graph_training-*.css")
learn = register("vizvae.learn", js="learn-*.js", css="learn-*.css")
manifold = register("vizvae.manifold", js="manifold-*.js", css="manifold-*.css")
training = register("vizvae.training", js="training-*.js", css="training-*.css")
