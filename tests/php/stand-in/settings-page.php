<?php
/** The base class of a settings tab. */

defined('ABSPATH') || exit;

abstract class WC_Settings_Page
{
    protected $id = '';
    protected $label = '';

    public function __construct()
    {
        add_filter('woocommerce_settings_tabs_array', fn ($tabs) => $tabs + [$this->id => $this->label], 20);
        add_action('woocommerce_sections_' . $this->id, [$this, 'output_sections']);
        add_action('woocommerce_settings_' . $this->id, [$this, 'output']);
        add_action('woocommerce_settings_save_' . $this->id, [$this, 'save']);
    }

    protected function get_own_sections()
    {
        return [];
    }

    public function output_sections()
    {
        foreach ($this->get_own_sections() as $id => $label) {
            echo '<a href="' . esc_url(admin_url("admin.php?page=wc-settings&tab=$this->id&section=$id")) . '">' . esc_html($label) . '</a> ';
        }
    }

    public function output()
    {
    }

    public function save()
    {
    }
}
