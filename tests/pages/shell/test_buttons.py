"""A press is seen once, also where the run that it started was cut short above the button."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from vizvae.ui.shell.buttons import pressed

    if st.session_state.get("cut short"):
        st.stop()
    if pressed(st.container(), "Go", key="go"):
        st.write("gone")


def test_a_press_outlives_a_run_that_was_cut_short() -> None:
    app = AppTest.from_function(page).run()
    app.session_state["cut short"] = True
    app.button(key="go").click().run()
    assert not app.markdown
    app.session_state["cut short"] = False
    app.run()
    assert [said.value for said in app.markdown] == ["gone"]
    app.run()
    assert not app.markdown
    app.button(key="go").click().run()
    assert [said.value for said in app.markdown] == ["gone"]
